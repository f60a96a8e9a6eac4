-- title: Who rose and who fell
-- title_vi: Tỉnh nào lên hạng, tỉnh nào xuống hạng
-- description: Change of rank from one year to the next, both known and among the same number of provinces.
-- description_vi: Thay đổi thứ hạng giữa hai năm liền nhau, khi cả hai năm đều có và cùng số tỉnh xếp hạng.
-- parameter: indicator = PAR_INDEX
-- parameter: year = all
SELECT now.province, now.indicator, now.year, before.rank AS rank_before, now.rank, before.rank - now.rank AS risen, now."of",
       now.preferred_article_id AS article_id, now.preferred_fact_id AS fact_id
FROM v_panel now
JOIN v_panel before ON before.province = now.province AND before.indicator = now.indicator AND before.year = now.year - 1
  AND before."of" = now."of"
WHERE now.indicator = coalesce(nullif(:indicator, ''), 'PAR_INDEX') AND (:year = '' OR now.year = :year)
  AND now.rank IS NOT NULL AND before.rank IS NOT NULL
ORDER BY risen DESC, now.year DESC, now.province
