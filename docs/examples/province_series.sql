-- (a) One province in PAR INDEX across the merger of 1 July 2025: every province that became part of it, in its own time.
-- Before 2025 there are 63 provinces, from 2025 on 34. A rank is compared by its position: 1 is the first place, 0 the last.
-- break_before = 1: the scale differs from that of the year before; nothing is averaged over provinces that merged.
SELECT year, province, value, value_share, rank, "of",
       round(1.0 - (rank - 1.0) / ("of" - 1.0), 3) AS position, break_before, sources
FROM v_panel
WHERE indicator = 'PAR_INDEX' AND province_2025 = 'tỉnh Lào Cai'
ORDER BY year, province;
