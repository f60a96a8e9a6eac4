-- title: League table of a year
-- title_vi: Bảng xếp hạng của một năm
-- description: The provinces of an index in a year, by rank.
-- description_vi: Các tỉnh theo thứ hạng của một chỉ số trong một năm.
-- parameter: indicator = PAR_INDEX
-- parameter: year = newest
SELECT rank, "of", province, value, unit, sources, agreement, preferred_article_id AS article_id, preferred_fact_id AS fact_id
FROM v_panel
WHERE indicator = coalesce(nullif(:indicator, ''), 'PAR_INDEX')
  AND year = coalesce(nullif(:year, ''), (SELECT max(year) FROM v_panel WHERE indicator = coalesce(nullif(:indicator, ''), 'PAR_INDEX')))
ORDER BY rank IS NULL, rank, value DESC, province
