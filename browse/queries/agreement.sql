-- title: Where sources disagree most
-- title_vi: Nơi các nguồn nêu khác nhau nhiều nhất
-- description: Results of provinces that several stories tell, the least agreed first.
-- description_vi: Kết quả cấp tỉnh được nhiều bài nêu, mức thống nhất thấp xếp trước.
SELECT province, indicator, year, value, rank, sources, agreement, decided_by,
       preferred_article_id AS article_id, preferred_fact_id AS fact_id
FROM v_panel
WHERE sources > 1
ORDER BY agreement, sources DESC, indicator, year, province
