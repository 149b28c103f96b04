# The words of posters.
poster-title = Áp phích mã QR khảo sát sự hài lòng
poster-invitation = Mời Ông/Bà quét mã để đánh giá sự phục vụ
poster-time = Khoảng 1 phút
poster-anonymous = Không cần ghi tên
poster-confidential = Ý kiến được giữ kín
poster-how = Dùng Zalo hoặc máy ảnh điện thoại, hoặc gõ địa chỉ:
poster-motto = Chính quyền vì Nhân dân phục vụ
poster-code = Mã quầy { $code }
