-- (d) Awards of one grantor by year. Only what was given (status = result), with a stated year and number.
-- Several articles on one ceremony repeat each other: the largest stated number stands, never the sum over articles.
SELECT year, kind, recipient_kind, max(count) AS recipients, count(DISTINCT article_id) AS articles
FROM v_awards
WHERE grantor = 'Chủ tịch Ủy ban nhân dân tỉnh Lào Cai' AND status = 'result' AND year IS NOT NULL AND count IS NOT NULL
GROUP BY year, kind, recipient_kind
ORDER BY year, kind, recipient_kind;
