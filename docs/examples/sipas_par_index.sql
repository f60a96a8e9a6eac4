-- (c) Satisfaction (SIPAS) against reform (PAR INDEX) by province and year. Scales differ between the two and over the years:
-- value_share is the value as a share of its scale, null where the scale is not known; such rows are left out, not guessed.
SELECT s.province, s.year, s.value_share AS sipas, p.value_share AS par_index,
       round(s.value_share - p.value_share, 4) AS difference
FROM v_panel s
JOIN v_panel p ON p.province = s.province AND p.year = s.year AND p.indicator = 'PAR_INDEX'
WHERE s.indicator = 'SIPAS' AND s.value_share IS NOT NULL AND p.value_share IS NOT NULL
ORDER BY s.province, s.year;
