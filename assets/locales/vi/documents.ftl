# The words of posters.
poster-title-a4 = Áp phích mã QR khảo sát sự hài lòng
poster-title-tent = Biển để bàn mã QR khảo sát sự hài lòng
poster-title-stickers = Nhãn dán mã QR khảo sát sự hài lòng
poster-invitation = Mời Ông/Bà quét mã để đánh giá sự phục vụ
poster-time = Khoảng 1 phút
poster-anonymous = Không cần ghi tên
poster-confidential = Ý kiến được giữ kín
poster-how = Dùng Zalo hoặc máy ảnh điện thoại, hoặc gõ địa chỉ:
poster-paper = Không có điện thoại? Có giấy và hòm thư góp ý tại bàn.
poster-contacts = Người chịu trách nhiệm
poster-motto = Chính quyền vì Nhân dân phục vụ
poster-code = Mã quầy { $code }
poster-serial = Số hiệu { $serial }
poster-issued = Ngày phát hành { $day }
poster-fold = Gấp tại đây
