-- title: Awards of a year
-- title_vi: Khen thưởng của một năm
-- description: Awards and their recipients, for the year that is rewarded; proposals and plans are told by status.
-- description_vi: Khen thưởng và đối tượng được khen, theo năm được khen; đề nghị và dự kiến nêu ở cột status.
-- parameter: year = newest
-- parameter: province = all
SELECT year, province, kind, grantor, recipient_kind, count, names, reason, status, article_id, fact_id
FROM v_awards
WHERE year = coalesce(nullif(:year, ''), (SELECT max(year) FROM v_awards)) AND (:province = '' OR province = :province)
ORDER BY province, kind, grantor, id
