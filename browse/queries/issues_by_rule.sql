-- title: What was left out, and why
-- title_vi: Điều gì bị bỏ lại, và vì sao
-- description: Issues by stage and rule, with an example of each.
-- description_vi: Các vấn đề theo khâu và quy tắc, kèm một ví dụ.
WITH counted AS (
  SELECT stage, rule, count(*) AS issues, count(DISTINCT article) AS articles, min(id) AS id FROM issues GROUP BY rule, stage
)
SELECT c.stage, c.rule, c.issues, c.articles, i.message AS example, i.quote, i.url, i.article AS article_id, i.fact AS fact_id
FROM counted c
JOIN issues i ON i.id = c.id
ORDER BY c.issues DESC, c.stage, c.rule
