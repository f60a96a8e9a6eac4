-- The database that researchers query: normalised tables first, then the public tables v_* (flat, documented, stable).
-- Every column is described in schemas/columns.csv. Ids are hashes of content or vocabulary ids, so they survive a rebuild.
-- The v_* are indexed tables filled at load (schemas/views.sql): facets over a view of eight joins are too slow.

-- The schema's version: raise it with every change of a table or column. A file of another version is refused by whatever opens
-- it (core/schema_version.py) and made anew by `python -m extract build`. Files from before this line have 0, which means 1.
PRAGMA user_version = 2;

CREATE TABLE places (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  type TEXT,
  level TEXT CHECK (level <> ''),
  parent TEXT REFERENCES places(id),
  province TEXT,
  province_2025 TEXT,
  code TEXT,
  valid_from TEXT,
  valid_to TEXT,
  valid_to_precision TEXT CHECK (valid_to_precision IN ('latest')),
  same_as TEXT REFERENCES places(id),
  lat REAL,
  lon REAL
);
CREATE INDEX idx_places_name ON places(name);
CREATE INDEX idx_places_parent ON places(parent);

CREATE TABLE place_successors (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL REFERENCES places(id),
  successor TEXT NOT NULL REFERENCES places(id),
  part TEXT NOT NULL CHECK (part IN ('whole', 'part')),
  changed_on TEXT,
  source TEXT NOT NULL,
  doubt TEXT CHECK (doubt IN ('namesake'))
);
CREATE INDEX idx_place_successors_place ON place_successors(place);
CREATE INDEX idx_place_successors_successor ON place_successors(successor);

CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  kind TEXT,
  level TEXT CHECK (level IN ('central', 'province', 'district', 'commune')),
  place TEXT REFERENCES places(id),
  province TEXT,
  province_2025 TEXT,
  parent TEXT REFERENCES organizations(id),
  valid_from TEXT,
  valid_to TEXT,
  successor TEXT REFERENCES organizations(id)
);
CREATE INDEX idx_organizations_name ON organizations(name);
CREATE INDEX idx_organizations_place ON organizations(place);
CREATE INDEX idx_organizations_parent ON organizations(parent);

CREATE TABLE organization_successors (
  id TEXT PRIMARY KEY,
  organization TEXT NOT NULL REFERENCES organizations(id),
  successor TEXT REFERENCES organizations(id),
  name TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('whole', 'part')),
  changed_on TEXT,
  changed_until TEXT,
  source TEXT
);
CREATE INDEX idx_organization_successors_organization ON organization_successors(organization);
CREATE INDEX idx_organization_successors_successor ON organization_successors(successor);

CREATE TABLE portals (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  family TEXT,
  base_url TEXT,
  hosts TEXT CHECK (hosts IS NULL OR json_valid(hosts)),
  kind TEXT CHECK (kind IN ('official', 'ministry', 'newspaper')),
  sample INTEGER CHECK (sample IN (0, 1))
);

CREATE TABLE portal_places (
  id TEXT PRIMARY KEY,
  portal TEXT NOT NULL REFERENCES portals(id),
  place TEXT NOT NULL REFERENCES places(id),
  valid_from TEXT,
  valid_to TEXT
);
CREATE INDEX idx_portal_places_portal ON portal_places(portal);

CREATE TABLE pages (
  id TEXT PRIMARY KEY,
  portal TEXT REFERENCES portals(id),
  url TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('article', 'attachment')),
  fetched_at TEXT,
  sha256 TEXT,
  archive_file TEXT,
  archive_offset INTEGER CHECK (archive_offset >= 0),
  family TEXT,
  layout TEXT
);
CREATE INDEX idx_pages_portal ON pages(portal);
CREATE INDEX idx_pages_url ON pages(url);

CREATE TABLE articles (
  id TEXT PRIMARY KEY,
  docid INTEGER UNIQUE,
  portal TEXT REFERENCES portals(id),
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published_at TEXT,
  published_source TEXT,
  author TEXT,
  section TEXT,
  place TEXT,
  province TEXT,
  province_2025 TEXT,
  body TEXT NOT NULL,
  version TEXT NOT NULL REFERENCES article_versions(id),
  duplicate_of TEXT REFERENCES articles(id)
);
CREATE INDEX idx_articles_portal ON articles(portal);
CREATE INDEX idx_articles_url ON articles(url);
CREATE INDEX idx_articles_published_at ON articles(published_at);
CREATE INDEX idx_articles_duplicate_of ON articles(duplicate_of);
-- Covers what search counts by, so that no body is read (browse/shelf.py).
CREATE INDEX idx_articles_search ON articles(published_at DESC, id, docid, portal, province, province_2025, version, duplicate_of);

CREATE TABLE article_copies (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles(id),
  original TEXT NOT NULL REFERENCES articles(id),
  how TEXT NOT NULL CHECK (how IN ('same', 'near')),
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
  containment REAL NOT NULL CHECK (containment BETWEEN 0 AND 1)
);
CREATE INDEX idx_article_copies_article ON article_copies(article);
CREATE INDEX idx_article_copies_original ON article_copies(original);

CREATE TABLE article_versions (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES articles(id),
  page TEXT REFERENCES pages(id),
  portal TEXT REFERENCES portals(id),
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published_at TEXT,
  published_source TEXT,
  author TEXT,
  section TEXT,
  place TEXT,
  province TEXT,
  body TEXT NOT NULL,
  current INTEGER NOT NULL CHECK (current IN (0, 1)),
  duplicate_of TEXT REFERENCES articles(id)
);
CREATE INDEX idx_article_versions_article ON article_versions(article);
CREATE INDEX idx_article_versions_page ON article_versions(page);

CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  article_version TEXT NOT NULL REFERENCES article_versions(id),
  key TEXT NOT NULL,
  url TEXT NOT NULL,
  name TEXT,
  media_type TEXT,
  status TEXT CHECK (status IN ('text', 'scanned', 'failed', 'too_large')),
  page_count INTEGER CHECK (page_count > 0),
  pages TEXT NOT NULL CHECK (json_valid(pages))
);
CREATE INDEX idx_attachments_article_version ON attachments(article_version);

CREATE TABLE indicators (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  name_en TEXT,
  publisher TEXT,
  level TEXT CHECK (level IN ('national', 'local', 'both')),
  scale_max REAL CHECK (scale_max > 0),
  unit TEXT CHECK (unit IN ('point', 'percent')),
  first_year INTEGER,
  local_indicator TEXT REFERENCES indicators(id)
);

CREATE TABLE indicator_editions (
  id TEXT PRIMARY KEY,
  indicator TEXT NOT NULL REFERENCES indicators(id),
  year INTEGER NOT NULL,
  scale_max REAL CHECK (scale_max > 0),
  components INTEGER CHECK (components > 0),
  ranked_units INTEGER CHECK (ranked_units > 0),
  publisher TEXT,
  source TEXT,
  note TEXT
);
CREATE INDEX idx_indicator_editions_indicator ON indicator_editions(indicator);

CREATE TABLE indicator_components (
  id TEXT PRIMARY KEY,
  indicator TEXT NOT NULL REFERENCES indicators(id),
  from_year INTEGER NOT NULL,
  to_year INTEGER,
  component TEXT NOT NULL,
  max REAL CHECK (max > 0),
  position INTEGER NOT NULL,
  source TEXT
);
CREATE INDEX idx_indicator_components_indicator ON indicator_components(indicator);

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  province TEXT,
  first_seen TEXT,
  last_seen TEXT,
  articles INTEGER NOT NULL CHECK (articles > 0)
);
CREATE INDEX idx_people_name ON people(name);

CREATE TABLE posts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  title TEXT NOT NULL,
  organization TEXT REFERENCES organizations(id)
);
CREATE INDEX idx_posts_organization ON posts(organization);

CREATE TABLE tenures (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people(id),
  post TEXT NOT NULL REFERENCES posts(id),
  status TEXT NOT NULL CHECK (status IN ('current', 'former', 'new')),
  first_seen TEXT,
  last_seen TEXT,
  articles INTEGER NOT NULL CHECK (articles > 0)
);
CREATE INDEX idx_tenures_person ON tenures(person);
CREATE INDEX idx_tenures_post ON tenures(post);

CREATE TABLE merges (
  id TEXT PRIMARY KEY,
  how TEXT NOT NULL CHECK (how IN ('automatic', 'decision')),
  action TEXT NOT NULL CHECK (action IN ('merge', 'split')),
  person TEXT,
  into_person TEXT NOT NULL REFERENCES people(id),
  fact TEXT REFERENCES facts(id),
  other_fact TEXT REFERENCES facts(id),
  rule TEXT NOT NULL,
  reason TEXT,
  decided_by TEXT,
  decided_on TEXT
);
CREATE INDEX idx_merges_into_person ON merges(into_person);
CREATE INDEX idx_merges_fact ON merges(fact);
CREATE INDEX idx_merges_rule ON merges(rule);

CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  file TEXT NOT NULL CHECK (file IN ('redactions.csv', 'facts.csv', 'merges.csv')),
  line INTEGER NOT NULL CHECK (line > 1),
  action TEXT NOT NULL CHECK (action IN ('person', 'article', 'text', 'drop', 'replace', 'merge', 'split')),
  fact TEXT,
  slot TEXT,
  value TEXT,
  person TEXT,
  into_person TEXT,
  effect TEXT NOT NULL CHECK (effect IN ('applied', 'idle')),
  reason TEXT,
  decided_by TEXT,
  decided_on TEXT
);

CREATE TABLE facts (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('events', 'scores', 'ranks', 'tier_counts', 'officials', 'awards', 'documents')),
  article_version TEXT NOT NULL REFERENCES article_versions(id),
  rule TEXT,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  derived INTEGER NOT NULL CHECK (derived IN (0, 1)),
  suspect TEXT
);
CREATE INDEX idx_facts_article_version ON facts(article_version, type);
CREATE INDEX idx_facts_type ON facts(type);

CREATE TABLE mentions (
  id TEXT PRIMARY KEY,
  fact TEXT NOT NULL REFERENCES facts(id),
  evidence INTEGER NOT NULL CHECK (evidence IN (0, 1)),
  field TEXT NOT NULL CHECK (field IN ('title', 'body', 'attachment')),
  attachment TEXT REFERENCES attachments(id),
  page INTEGER CHECK (page > 0),
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" > start),
  quote TEXT NOT NULL,
  rule TEXT,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1)
);
CREATE INDEX idx_mentions_fact ON mentions(fact);

CREATE TABLE events (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  kind TEXT NOT NULL CHECK (kind IN ('conference', 'meeting', 'inspection', 'ceremony', 'training', 'contest', 'seminar', 'announcement')),
  name TEXT NOT NULL,
  start_date TEXT,
  end_date TEXT,
  part_of_day TEXT CHECK (part_of_day IN ('morning', 'afternoon', 'evening')),
  organizer TEXT,
  organization TEXT REFERENCES organizations(id),
  venue TEXT,
  format TEXT CHECK (format IN ('in_person', 'online', 'hybrid')),
  sites INTEGER CHECK (sites >= 0)
);
CREATE INDEX idx_events_organization ON events(organization);

CREATE TABLE event_participants (
  id TEXT PRIMARY KEY,
  event TEXT NOT NULL REFERENCES events(id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organization')),
  role TEXT NOT NULL CHECK (role IN ('chair', 'attend', 'speak', 'report', 'conclude', 'award', 'receive', 'inspect')),
  person TEXT REFERENCES people(id),
  organization TEXT REFERENCES organizations(id)
);
CREATE INDEX idx_event_participants_event ON event_participants(event);
CREATE INDEX idx_event_participants_person ON event_participants(person);

CREATE TABLE scores (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT NOT NULL REFERENCES indicators(id),
  subject TEXT,
  subject_kind TEXT CHECK (subject_kind IN ('place', 'organization', 'group')),
  place TEXT REFERENCES places(id),
  organization TEXT REFERENCES organizations(id),
  province TEXT,
  year INTEGER,
  period TEXT,
  component TEXT,
  value REAL,
  max REAL,
  unit TEXT NOT NULL CHECK (unit IN ('point', 'percent')),
  change REAL,
  change_from INTEGER,
  status TEXT NOT NULL CHECK (status IN ('result', 'target')),
  bound TEXT CHECK (bound IN ('at_least', 'at_most'))
);
CREATE INDEX idx_scores_indicator_year ON scores(indicator, year);
CREATE INDEX idx_scores_place ON scores(place);
CREATE INDEX idx_scores_organization ON scores(organization);

CREATE TABLE ranks (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT NOT NULL REFERENCES indicators(id),
  subject TEXT,
  subject_kind TEXT CHECK (subject_kind IN ('place', 'organization', 'group')),
  place TEXT REFERENCES places(id),
  organization TEXT REFERENCES organizations(id),
  province TEXT,
  year INTEGER,
  period TEXT,
  component TEXT,
  rank INTEGER,
  "of" INTEGER,
  group_name TEXT,
  tier TEXT,
  change INTEGER,
  change_from INTEGER,
  status TEXT NOT NULL CHECK (status IN ('result', 'target')),
  bound TEXT CHECK (bound IN ('at_least', 'at_most'))
);
CREATE INDEX idx_ranks_indicator_year ON ranks(indicator, year);
CREATE INDEX idx_ranks_place ON ranks(place);
CREATE INDEX idx_ranks_organization ON ranks(organization);

CREATE TABLE tier_counts (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT NOT NULL REFERENCES indicators(id),
  year INTEGER,
  period TEXT,
  scope TEXT,
  scope_kind TEXT CHECK (scope_kind IN ('place', 'organization', 'group')),
  place TEXT REFERENCES places(id),
  organization TEXT REFERENCES organizations(id),
  province TEXT,
  group_name TEXT,
  tier TEXT NOT NULL,
  count INTEGER,
  "of" INTEGER,
  percent REAL,
  status TEXT NOT NULL CHECK (status IN ('result', 'target')),
  bound TEXT CHECK (bound IN ('at_least', 'at_most'))
);
CREATE INDEX idx_tier_counts_indicator_year ON tier_counts(indicator, year);

CREATE TABLE officials (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  name TEXT NOT NULL,
  person TEXT REFERENCES people(id),
  roles TEXT NOT NULL CHECK (json_valid(roles))
);
CREATE INDEX idx_officials_person ON officials(person);

CREATE TABLE official_positions (
  id TEXT PRIMARY KEY,
  official TEXT NOT NULL REFERENCES officials(id),
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  organization_name TEXT,
  organization TEXT REFERENCES organizations(id),
  post TEXT NOT NULL REFERENCES posts(id),
  status TEXT NOT NULL CHECK (status IN ('current', 'former', 'new')),
  tenure TEXT REFERENCES tenures(id)
);
CREATE INDEX idx_official_positions_official ON official_positions(official);
CREATE INDEX idx_official_positions_tenure ON official_positions(tenure);

CREATE TABLE awards (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  kind TEXT NOT NULL,
  grantor TEXT,
  organization TEXT REFERENCES organizations(id),
  reason TEXT,
  year INTEGER,
  date TEXT,
  status TEXT NOT NULL CHECK (status IN ('result', 'proposed', 'planned', 'past'))
);

CREATE TABLE award_recipients (
  id TEXT PRIMARY KEY,
  award TEXT NOT NULL REFERENCES awards(id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('collective', 'individual', 'household', 'locality', 'mixed')),
  count INTEGER CHECK (count >= 0),
  names TEXT NOT NULL CHECK (json_valid(names))
);
CREATE INDEX idx_award_recipients_award ON award_recipients(award);

CREATE TABLE documents (
  id TEXT PRIMARY KEY REFERENCES facts(id),
  type TEXT NOT NULL,
  number TEXT NOT NULL,
  date TEXT,
  issuer TEXT,
  organization TEXT REFERENCES organizations(id)
);
CREATE INDEX idx_documents_number ON documents(number);

CREATE TABLE issues (
  id TEXT PRIMARY KEY,
  stage TEXT NOT NULL CHECK (stage IN ('crawl', 'parse', 'extract', 'load', 'decision')),
  rule TEXT NOT NULL,
  message TEXT NOT NULL,
  article TEXT REFERENCES articles(id),
  article_version TEXT REFERENCES article_versions(id),
  url TEXT,
  field TEXT,
  start INTEGER,
  "end" INTEGER,
  quote TEXT,
  fact TEXT REFERENCES facts(id)
);
CREATE INDEX idx_issues_rule ON issues(rule);
CREATE INDEX idx_issues_article ON issues(article);

CREATE TABLE coverage (
  id TEXT PRIMARY KEY,
  portal TEXT REFERENCES portals(id),
  month TEXT,
  listed INTEGER NOT NULL,
  fetched INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  irrelevant INTEGER NOT NULL,
  outside INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  extracted INTEGER NOT NULL
);
CREATE INDEX idx_coverage_portal ON coverage(portal);

CREATE TABLE accuracy (
  id TEXT PRIMARY KEY,
  fact_type TEXT NOT NULL,
  slot TEXT,
  precision REAL,
  recall REAL,
  f1 REAL,
  interval_low REAL,
  interval_high REAL,
  gold_size INTEGER,
  gold_kind TEXT,
  rules_version TEXT
);

CREATE TABLE codebook (
  id TEXT PRIMARY KEY,
  table_name TEXT NOT NULL,
  column_name TEXT,
  title TEXT NOT NULL,
  grain TEXT,
  meaning TEXT NOT NULL,
  meaning_vi TEXT NOT NULL,
  unit TEXT,
  null_rule TEXT,
  counting_rule TEXT
);
CREATE INDEX idx_codebook_table_name ON codebook(table_name);

-- Public tables: name and columns are the contract with researchers. An index that begins with a province holds what the tables'
-- pages count by, too (browse/metadata.py): ten thousand rows are counted without reading one.

CREATE TABLE v_scores (
  fact_id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT REFERENCES indicators(id), indicator_name TEXT,
  subject TEXT, subject_kind TEXT, subject_code TEXT, province TEXT, province_2025 TEXT,
  year INTEGER, period TEXT, component TEXT,
  value REAL, max REAL, unit TEXT, change REAL, change_from INTEGER, status TEXT, bound TEXT,
  confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_scores_indicator_year ON v_scores(indicator, year, province, status);
CREATE INDEX idx_v_scores_year ON v_scores(year);
CREATE INDEX idx_v_scores_province ON v_scores(province, year, indicator, status);
CREATE INDEX idx_v_scores_province_2025 ON v_scores(province_2025, year, indicator, province, status);
CREATE INDEX idx_v_scores_subject ON v_scores(subject);
CREATE INDEX idx_v_scores_article_id ON v_scores(article_id);
CREATE INDEX idx_v_scores_value ON v_scores(value);

CREATE TABLE v_ranks (
  fact_id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT REFERENCES indicators(id), indicator_name TEXT,
  subject TEXT, subject_kind TEXT, subject_code TEXT, province TEXT, province_2025 TEXT,
  year INTEGER, period TEXT, component TEXT,
  rank INTEGER, "of" INTEGER, group_name TEXT, tier TEXT, change INTEGER, change_from INTEGER, status TEXT, bound TEXT,
  confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_ranks_indicator_year ON v_ranks(indicator, year, province, status);
CREATE INDEX idx_v_ranks_year ON v_ranks(year);
CREATE INDEX idx_v_ranks_province ON v_ranks(province, year, indicator, status);
CREATE INDEX idx_v_ranks_province_2025 ON v_ranks(province_2025, year, indicator, province, status);
CREATE INDEX idx_v_ranks_subject ON v_ranks(subject);
CREATE INDEX idx_v_ranks_article_id ON v_ranks(article_id);
CREATE INDEX idx_v_ranks_rank ON v_ranks(rank);

CREATE TABLE v_tier_counts (
  fact_id TEXT PRIMARY KEY REFERENCES facts(id),
  indicator TEXT REFERENCES indicators(id), indicator_name TEXT,
  year INTEGER, period TEXT, scope TEXT, province TEXT, province_2025 TEXT,
  group_name TEXT, tier TEXT, count INTEGER, "of" INTEGER, percent REAL, status TEXT, bound TEXT,
  confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_tier_counts_indicator_year ON v_tier_counts(indicator, year, province, tier);
CREATE INDEX idx_v_tier_counts_province ON v_tier_counts(province, year, indicator, tier);
CREATE INDEX idx_v_tier_counts_article_id ON v_tier_counts(article_id);
CREATE INDEX idx_v_tier_counts_province_2025 ON v_tier_counts(province_2025, year, indicator, province, tier);
CREATE INDEX idx_v_tier_counts_count ON v_tier_counts(count);

CREATE TABLE v_events (
  fact_id TEXT PRIMARY KEY REFERENCES facts(id),
  kind TEXT, name TEXT, start_date TEXT, end_date TEXT, part_of_day TEXT,
  organizer TEXT, chairs TEXT, venue TEXT, format TEXT, sites INTEGER, province TEXT, province_2025 TEXT,
  confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_events_kind ON v_events(kind, province);
CREATE INDEX idx_v_events_start_date ON v_events(start_date);
CREATE INDEX idx_v_events_province ON v_events(province, kind);
CREATE INDEX idx_v_events_article_id ON v_events(article_id);
CREATE INDEX idx_v_events_province_2025 ON v_events(province_2025, kind, province);

CREATE TABLE v_officials (
  id TEXT PRIMARY KEY REFERENCES tenures(id),
  person TEXT REFERENCES people(id),
  name TEXT, sort_key TEXT, title TEXT, organization TEXT, place TEXT, province TEXT, province_2025 TEXT,
  status TEXT, first_seen TEXT, last_seen TEXT, articles INTEGER,
  fact_id TEXT REFERENCES facts(id), confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_officials_name ON v_officials(name);
CREATE INDEX idx_v_officials_sort_key ON v_officials(sort_key);
CREATE INDEX idx_v_officials_title ON v_officials(title);
CREATE INDEX idx_v_officials_province ON v_officials(province, title, status);
CREATE INDEX idx_v_officials_article_id ON v_officials(article_id);
CREATE INDEX idx_v_officials_province_2025 ON v_officials(province_2025, title, status, province);
CREATE INDEX idx_v_officials_last_seen ON v_officials(last_seen);

CREATE TABLE v_awards (
  id TEXT PRIMARY KEY,
  kind TEXT, grantor TEXT, recipient_kind TEXT, count INTEGER, names TEXT, reason TEXT, year INTEGER, date TEXT, status TEXT,
  province TEXT, province_2025 TEXT,
  fact_id TEXT REFERENCES facts(id), confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_awards_kind ON v_awards(kind);
CREATE INDEX idx_v_awards_year ON v_awards(year);
CREATE INDEX idx_v_awards_province ON v_awards(province, year, kind, status);
CREATE INDEX idx_v_awards_article_id ON v_awards(article_id);
CREATE INDEX idx_v_awards_province_2025 ON v_awards(province_2025, year, kind, province, status);
CREATE INDEX idx_v_awards_date ON v_awards(date);

CREATE TABLE v_documents (
  fact_id TEXT PRIMARY KEY REFERENCES facts(id),
  type TEXT, number TEXT, date TEXT, issuer TEXT, province TEXT, province_2025 TEXT,
  confidence REAL, derived INTEGER, suspect TEXT,
  article_id TEXT REFERENCES articles(id), article_title TEXT, article_url TEXT, published_at TEXT, quote TEXT
);
CREATE INDEX idx_v_documents_type ON v_documents(type);
CREATE INDEX idx_v_documents_number ON v_documents(number);
CREATE INDEX idx_v_documents_article_id ON v_documents(article_id);
CREATE INDEX idx_v_documents_province ON v_documents(province, type, issuer);
CREATE INDEX idx_v_documents_province_2025 ON v_documents(province_2025, type, issuer);
CREATE INDEX idx_v_documents_date ON v_documents(date);

CREATE TABLE v_panel (
  id TEXT PRIMARY KEY,
  province TEXT, province_code TEXT, province_2025 TEXT, indicator TEXT REFERENCES indicators(id), year INTEGER,
  value REAL, max REAL, unit TEXT, value_share REAL, scale_max REAL, break_before INTEGER,
  rank INTEGER, "of" INTEGER, sources INTEGER, agreement REAL, decided_by TEXT, suspect TEXT,
  preferred_fact_id TEXT REFERENCES facts(id), preferred_article_id TEXT REFERENCES articles(id)
);
CREATE INDEX idx_v_panel_indicator_year ON v_panel(indicator, year);
CREATE INDEX idx_v_panel_province ON v_panel(province);
CREATE INDEX idx_v_panel_province_2025 ON v_panel(province_2025);

CREATE TABLE v_local_panel (
  id TEXT PRIMARY KEY,
  province TEXT, province_2025 TEXT, subject TEXT, subject_kind TEXT, group_name TEXT,
  indicator TEXT REFERENCES indicators(id), year INTEGER,
  value REAL, max REAL, unit TEXT, rank INTEGER, "of" INTEGER, tier TEXT, sources INTEGER, agreement REAL, decided_by TEXT, suspect TEXT,
  preferred_fact_id TEXT REFERENCES facts(id), preferred_article_id TEXT REFERENCES articles(id)
);
CREATE INDEX idx_v_local_panel_indicator_year ON v_local_panel(indicator, year, province);
CREATE INDEX idx_v_local_panel_province ON v_local_panel(province, year, indicator);
CREATE INDEX idx_v_local_panel_subject ON v_local_panel(subject);
CREATE INDEX idx_v_local_panel_province_2025 ON v_local_panel(province_2025, year, indicator, province);
CREATE INDEX idx_v_local_panel_value ON v_local_panel(value);

CREATE TABLE v_disagreements (
  id TEXT PRIMARY KEY,
  what TEXT CHECK (what IN ('value', 'rank', 'tier')),
  indicator TEXT REFERENCES indicators(id), subject TEXT, province TEXT, province_2025 TEXT,
  year INTEGER, period TEXT, component TEXT, scope TEXT,
  stated_values TEXT, articles INTEGER, fact_ids TEXT
);
CREATE INDEX idx_v_disagreements_indicator ON v_disagreements(indicator, year);
CREATE INDEX idx_v_disagreements_province ON v_disagreements(province, indicator, year);
CREATE INDEX idx_v_disagreements_province_2025 ON v_disagreements(province_2025, indicator, year);

-- Full text: contentless (the text stands in articles), filled with a folded copy of the same length (core/search_text.py).
CREATE VIRTUAL TABLE articles_fts USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2');
