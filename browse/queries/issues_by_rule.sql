-- title: What was left out, and why
-- title_vi: Điều gì bị bỏ lại, và vì sao
-- description: Issues by stage and rule, with an example of each.
-- description_vi: Các vấn đề theo khâu và quy tắc, kèm một ví dụ.
SELECT stage, rule, count(*) AS issues, count(DISTINCT article) AS articles, min(message) AS example
FROM issues
GROUP BY stage, rule
ORDER BY issues DESC, stage, rule
