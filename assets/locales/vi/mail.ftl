# The digest by e-mail. One message per line.
mail-sender = Hài lòng
mail-test = Thử
mail-digest-subject = { $unit }, { $period }
mail-digest-heading = Kết quả khảo sát sự hài lòng – { $unit }, { $period }
mail-finding = { $share } { $finding } (khoảng tin cậy 95%: { $interval }; { $n } ý kiến).
mail-certainty = Khoảng tin cậy 95%: { $interval } · { $n } ý kiến
mail-no-figure = { $question }: { $why }.
mail-change-none = Chưa so sánh được với tháng trước.
mail-all-figures = Xem đầy đủ số liệu
mail-why-you = Ông/Bà nhận thư này vì đã đăng ký bản tin hằng tháng của hệ thống khảo sát sự hài lòng.
mail-password-link-subject = Đặt mật khẩu cho hài lòng
mail-password-link = Quản trị viên đã tạo cho bạn một liên kết để đặt mật khẩu. Liên kết dùng một lần, trong { $minutes } phút:
mail-password-link-unasked = Nếu bạn không chờ thư này, xin bỏ qua: mở liên kết chưa thay đổi gì.
