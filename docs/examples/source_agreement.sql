-- (b) How far do sources agree, by indicator? Only figures that several articles state can disagree: one source always agrees
-- with itself, so a mean over all figures would flatter. Copies of one story count once (v_panel.sources).
SELECT indicator, count(*) AS figures,
       sum(CASE WHEN sources > 1 THEN 1 ELSE 0 END) AS several_sources,
       sum(CASE WHEN agreement < 1 THEN 1 ELSE 0 END) AS disputed,
       round(avg(CASE WHEN sources > 1 THEN agreement END), 3) AS mean_agreement
FROM v_panel
GROUP BY indicator
ORDER BY indicator;
