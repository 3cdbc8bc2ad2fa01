-- Words are forgotten by their whole key. Joined to the table, the words that are gone left the planner to guess, and from few sampled rows it
-- guessed that passing over the words of all links is cheaper than looking each one up: a change among 100,000 links took twice as long as one
-- among 1,000. More samples would make the guess better; an array of keys leaves nothing to guess.
CREATE OR REPLACE FUNCTION forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM link_words w WHERE w.workspace_id = OLD.workspace_id AND w.link_id = OLD.id
    AND w.word = ANY (ARRAY(SELECT word FROM words_in(OLD.search_words) AS word EXCEPT SELECT word FROM words_in(NEW.search_words) AS word));
  RETURN NULL;
END $$;
