-- While a link gets its second record, or a name changes, most of its words stay: only those that are gone are forgotten.
CREATE OR REPLACE FUNCTION forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM link_words w USING (SELECT word FROM words_in(OLD.search_words) AS word EXCEPT SELECT word FROM words_in(NEW.search_words) AS word) AS gone
  WHERE w.workspace_id = OLD.workspace_id AND w.word = gone.word AND w.link_id = OLD.id;
  RETURN NULL;
END $$;
