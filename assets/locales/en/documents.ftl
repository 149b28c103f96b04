# The words of posters.
poster-title = Survey QR code posters
poster-invitation = Scan to rate our service
poster-time = About 1 minute
poster-anonymous = No name needed
poster-confidential = Kept confidential
poster-how = Use Zalo or the phone camera, or type the address:
poster-motto = Government serving the people
poster-code = Counter code { $code }
