-- What the contacts page asks of links: one state more, search by an index, pages by bridge and state; and views that people save.

ALTER TABLE links NO FORCE ROW LEVEL SECURITY;
-- As search-words.ts writes them from now on: words parted by one blank, and of a phone number also its ends.
UPDATE links SET left_search = w.left_words, right_search = w.right_words FROM (
  SELECT workspace_id, id, array_to_string(ARRAY[btrim(translate(left_search, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))), lp, substr(lp, 2), substr(lp, 3), substr(lp, 4), '~' || reverse(lp)], ' ') AS left_words,
    array_to_string(ARRAY[btrim(translate(right_search, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))), rp, substr(rp, 2), substr(rp, 3), substr(rp, 4), '~' || reverse(rp)], ' ') AS right_words
  FROM (SELECT workspace_id, id, left_search, right_search, substring(left_search FROM '\+(\d{6,15})$') AS lp, substring(right_search FROM '\+(\d{6,15})$') AS rp FROM links) AS phones
) AS w WHERE links.workspace_id = w.workspace_id AND links.id = w.id;

DROP INDEX links_by_name;
DROP INDEX links_by_change;
ALTER TABLE links DROP COLUMN search_text, DROP COLUMN status;
ALTER TABLE links
  ADD COLUMN search_words text COLLATE "C" GENERATED ALWAYS AS (
    translate(lower(COALESCE(left_id, '') || ' ' || COALESCE(right_id, '')), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))
    || ' ' || COALESCE(left_search, '') || ' ' || COALESCE(right_search, '')
  ) STORED,
  ADD COLUMN status text COLLATE "C" GENERATED ALWAYS AS (
    CASE
      WHEN state IN ('unlinked', 'tombstone') THEN 'ended'
      WHEN state = 'excluded' AND because = 'HW_LINK_PAUSED' THEN 'paused'
      WHEN open_conflicts > 0 THEN 'conflict'
      WHEN state = 'excluded' THEN 'excluded'
      WHEN state = 'parked' OR attempts > 0 THEN 'failing'
      WHEN dirty OR left_id IS NULL OR right_id IS NULL THEN 'waiting'
      ELSE 'in-sync'
    END
  ) STORED;
CREATE INDEX links_by_name ON links (workspace_id, bridge_id, name_key, id);
CREATE INDEX links_by_change ON links (workspace_id, bridge_id, changed_at DESC, id);
-- Of each bridge only those that are not as they should be: few, and asked for by state.
CREATE INDEX links_by_status ON links (workspace_id, bridge_id, status, name_key, id) WHERE status <> 'in-sync';

-- Words by which links are found, looked up by their beginning. A table, as link_keys is one: under row-level security only leakproof operators
-- may use an index, and those that compare text in order are. Kept by triggers, which do nothing while a record's words stay the same.
CREATE TABLE link_words (
  workspace_id text COLLATE "C" NOT NULL,
  word text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, word, link_id)
);

CREATE FUNCTION words_in(search_words text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT left(word, 100) COLLATE "C" FROM string_to_table(search_words, ' ') AS word WHERE word <> ''
$$;
CREATE FUNCTION forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM link_words w USING words_in(OLD.search_words) AS gone (word)
  WHERE w.workspace_id = OLD.workspace_id AND w.word = gone.word AND w.link_id = OLD.id;
  RETURN NULL;
END $$;
CREATE FUNCTION learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO link_words SELECT NEW.workspace_id, word, NEW.id FROM words_in(NEW.search_words) AS word ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

INSERT INTO link_words SELECT workspace_id, word, id FROM links CROSS JOIN LATERAL words_in(search_words) AS word;
SELECT protect('link_words'), share('link_words', 'SELECT, INSERT, DELETE');
ALTER TABLE links FORCE ROW LEVEL SECURITY;

-- In the order of their names: the old words go before the new ones come.
CREATE TRIGGER words_1_gone AFTER DELETE ON links FOR EACH ROW EXECUTE FUNCTION forget_words();
CREATE TRIGGER words_1_old AFTER UPDATE ON links FOR EACH ROW WHEN (OLD.search_words IS DISTINCT FROM NEW.search_words) EXECUTE FUNCTION forget_words();
CREATE TRIGGER words_2_new AFTER INSERT ON links FOR EACH ROW EXECUTE FUNCTION learn_words();
CREATE TRIGGER words_2_other AFTER UPDATE ON links FOR EACH ROW WHEN (OLD.search_words IS DISTINCT FROM NEW.search_words) EXECUTE FUNCTION learn_words();

-- Filters and columns of a page under a name: one person's own, or everybody's.
CREATE TABLE saved_views (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  page text NOT NULL,
  owner text COLLATE "C" NOT NULL,
  shared boolean NOT NULL,
  name text NOT NULL,
  query json NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
SELECT protect('saved_views'), share('saved_views', 'SELECT, INSERT, UPDATE, DELETE');
