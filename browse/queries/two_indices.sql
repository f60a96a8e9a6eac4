-- title: Two indices side by side
-- title_vi: Đặt hai chỉ số cạnh nhau
-- description: Does what citizens say (SIPAS) go with what the ministry measures (PAR INDEX)? One row a province and year in which both are known.
-- description_vi: Mức hài lòng (SIPAS) có đi cùng PAR INDEX không? Mỗi dòng là một tỉnh và năm có cả hai chỉ số.
-- parameter: indicator = PAR_INDEX
-- parameter: other = SIPAS
SELECT a.province, a.year, a.value AS value_1, a.rank AS rank_1, b.value AS value_2, b.rank AS rank_2,
       a.preferred_article_id AS article_id, a.preferred_fact_id AS fact_id
FROM v_panel a
JOIN v_panel b ON b.province = a.province AND b.year = a.year AND b.indicator = coalesce(nullif(:other, ''), 'SIPAS')
WHERE a.indicator = coalesce(nullif(:indicator, ''), 'PAR_INDEX')
ORDER BY a.year DESC, a.rank IS NULL, a.rank, a.province
