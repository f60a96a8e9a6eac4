-- title: A province over the years
-- title_vi: Một tỉnh qua các năm
-- description: Value and rank of each index by year, for a province of today and all that it was made of.
-- description_vi: Điểm và thứ hạng từng chỉ số theo năm của một tỉnh hiện nay và các tỉnh trước sắp xếp.
-- parameter: province = tỉnh Lào Cai
SELECT indicator, year, province, value, unit, rank, "of", sources, agreement,
       preferred_article_id AS article_id, preferred_fact_id AS fact_id
FROM v_panel
WHERE province_2025 = (SELECT province_2025 FROM places WHERE level = 'province' AND name = coalesce(nullif(:province, ''), 'tỉnh Lào Cai') LIMIT 1)
ORDER BY indicator, year, province
