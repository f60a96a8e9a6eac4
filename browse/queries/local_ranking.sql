-- title: Ranking of a province's own units
-- title_vi: Xếp hạng các đơn vị trong một tỉnh
-- description: Departments, districts and communes of a province as it ranked them in a year.
-- description_vi: Sở, ngành, huyện, xã theo xếp hạng của tỉnh trong một năm.
-- parameter: province = tỉnh Lào Cai
-- parameter: year = all
-- parameter: indicator = all
SELECT indicator, year, group_name, rank, "of", subject, value, max, tier, preferred_article_id AS article_id, preferred_fact_id AS fact_id
FROM v_local_panel
WHERE province = coalesce(nullif(:province, ''), 'tỉnh Lào Cai') AND (:year = '' OR year = :year) AND (:indicator = '' OR indicator = :indicator)
ORDER BY year DESC, indicator, group_name, rank IS NULL, rank, value DESC, subject
