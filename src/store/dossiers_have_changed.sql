-- Whether the dossiers of a month differ from those of an edition.
WITH known AS (
    SELECT unit_id, received, early, on_time, late FROM dossiers WHERE month = $2
), published AS (
    SELECT unit_id, received, early, on_time, late FROM edition_dossiers WHERE edition_id = $1
)
SELECT EXISTS ((TABLE known EXCEPT TABLE published) UNION ALL (TABLE published EXCEPT TABLE known)) AS holds
