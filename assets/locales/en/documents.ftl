# The words of posters.
poster-title-a4 = Survey QR code posters
poster-title-tent = Survey QR code table tents
poster-title-stickers = Survey QR code stickers
poster-invitation = Scan to rate our service
poster-time = About 1 minute
poster-anonymous = No name needed
poster-confidential = Kept confidential
poster-how = Use Zalo or the phone camera, or type the address:
poster-paper = No phone? Paper forms and a suggestion box are at the desk.
poster-contacts = Who is responsible
poster-motto = Government serving the people
poster-code = Counter code { $code }
poster-serial = Serial { $serial }
poster-issued = Issued { $day }
poster-fold = Fold here
