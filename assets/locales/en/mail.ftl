# The digest by e-mail. One message per line.
mail-sender = Hài lòng
mail-test = Test
mail-digest-subject = { $unit }, { $period }
mail-digest-heading = Satisfaction survey results – { $unit }, { $period }
mail-finding = { $share } { $finding } (95% confidence interval: { $interval }; { $n } answers).
mail-certainty = 95% confidence interval: { $interval } · { $n } answers
mail-no-figure = { $question }: { $why }.
mail-change-none = No comparison with the month before is possible yet.
mail-all-figures = See all figures
mail-why-you = You receive this mail because you subscribed to the monthly digest of the satisfaction survey.
mail-password-link-subject = Set your password for hài lòng
mail-password-link = An admin made you a link to set your password. It works once, for { $minutes } minutes:
mail-password-link-unasked = If you did not expect this mail, ignore it: opening the link changes nothing.
