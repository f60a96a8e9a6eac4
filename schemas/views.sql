-- The public tables, filled from the normalised ones. Only the current version of an article states facts here.
-- CROSS JOIN keeps the order of loops: along the table of a type, whose rows stand as its articles were read, so that what
-- belongs to one article is read at once. Nothing is sorted: the writer (extract/database/writer.py) sorts every table.

-- What the rows tell of their article, without the bodies: in `articles` each row goes on over several pages.
CREATE TEMP TABLE sources (
  version TEXT PRIMARY KEY, id TEXT, story TEXT, is_copy INTEGER, portal TEXT, title TEXT, url TEXT, published_at TEXT,
  place TEXT, province TEXT, province_2025 TEXT
) WITHOUT ROWID;

INSERT INTO sources
SELECT version, id, coalesce(duplicate_of, id), duplicate_of IS NOT NULL, portal, title, url, published_at, place, province,
       province_2025
FROM articles ORDER BY version;

INSERT INTO v_scores
SELECT f.id, s.indicator, i.name, s.subject, s.subject_kind, p.code, s.province,
       coalesce(p.province_2025, o.province_2025, pr.province_2025),
       s.year, s.period, s.component, s.value, s.max, s.unit, s.change, s.change_from, s.status, s.bound,
       f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM scores s
CROSS JOIN facts f ON f.id = s.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN indicators i ON i.id = s.indicator
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN places p ON p.id = s.place
LEFT JOIN organizations o ON o.id = s.organization
LEFT JOIN province_names pr ON pr.name = s.province;

INSERT INTO v_ranks
SELECT f.id, s.indicator, i.name, s.subject, s.subject_kind, p.code, s.province,
       coalesce(p.province_2025, o.province_2025, pr.province_2025),
       s.year, s.period, s.component, s.rank, s."of", s.group_name, s.tier, s.change, s.change_from, s.status, s.bound,
       f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM ranks s
CROSS JOIN facts f ON f.id = s.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN indicators i ON i.id = s.indicator
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN places p ON p.id = s.place
LEFT JOIN organizations o ON o.id = s.organization
LEFT JOIN province_names pr ON pr.name = s.province;

INSERT INTO v_tier_counts
SELECT f.id, s.indicator, i.name, s.year, s.period, s.scope, s.province,
       coalesce(p.province_2025, o.province_2025, pr.province_2025),
       s.group_name, s.tier, s.count, s."of", s.percent, s.status, s.bound,
       f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM tier_counts s
CROSS JOIN facts f ON f.id = s.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN indicators i ON i.id = s.indicator
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN places p ON p.id = s.place
LEFT JOIN organizations o ON o.id = s.organization
LEFT JOIN province_names pr ON pr.name = s.province;

-- The province of an event, award or document: that of its organiser, grantor or issuer, else that of the portal which reports it.
INSERT INTO v_events
SELECT f.id, e.kind, e.name, e.start_date, e.end_date, e.part_of_day, e.organizer,
       (SELECT group_concat(name, '; ') FROM
         (SELECT c.name FROM event_participants c WHERE c.event = e.id AND c.role = 'chair' ORDER BY c.id)),
       e.venue, e.format, e.sites, coalesce(o.province, a.province),
       CASE WHEN o.province IS NOT NULL THEN o.province_2025 ELSE a.province_2025 END,
       f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM events e
CROSS JOIN facts f ON f.id = e.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN organizations o ON o.id = e.organization;

-- A tenure with the latest article that states it; an original before a copy.
INSERT INTO v_officials
SELECT t.id, t.person, pe.name, pe.sort_key, latest.title, o.name, pl.name, o.province, o.province_2025,
       t.status, t.first_seen, t.last_seen, t.articles,
       f.id, f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM tenures t
CROSS JOIN people pe ON pe.id = t.person
CROSS JOIN posts po ON po.id = t.post
LEFT JOIN organizations o ON o.id = po.organization
LEFT JOIN places pl ON pl.id = o.place
CROSS JOIN official_positions latest ON latest.id = (
  SELECT x.id FROM official_positions x
  CROSS JOIN facts xf ON xf.id = x.official
  CROSS JOIN sources xa ON xa.version = xf.article_version
  WHERE x.tenure = t.id
  ORDER BY xa.is_copy, coalesce(xa.published_at, '') DESC, x.official, x.position LIMIT 1)
CROSS JOIN facts f ON f.id = latest.official
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1;

INSERT INTO v_awards
SELECT coalesce(r.id, w.id), w.kind, w.grantor, r.kind, r.count,
       (SELECT group_concat(value, '; ') FROM (SELECT value FROM json_each(r.names) ORDER BY key)),
       w.reason, w.year, w.date, w.status, coalesce(o.province, a.province),
       CASE WHEN o.province IS NOT NULL THEN o.province_2025 ELSE a.province_2025 END,
       f.id, f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM awards w
CROSS JOIN facts f ON f.id = w.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN award_recipients r ON r.award = w.id
LEFT JOIN organizations o ON o.id = w.organization;

INSERT INTO v_documents
SELECT f.id, d.type, d.number, d.date, d.issuer, coalesce(o.province, a.province),
       CASE WHEN o.province IS NOT NULL THEN o.province_2025 ELSE a.province_2025 END,
       f.confidence, f.derived, f.suspect, a.id, a.title, a.url, a.published_at, m.quote
FROM documents d
CROSS JOIN facts f ON f.id = d.id
CROSS JOIN sources a ON a.version = f.article_version
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
LEFT JOIN organizations o ON o.id = d.organization;
