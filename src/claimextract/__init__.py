"""Who claims what: claims, speakers, dates and cited sources from many articles, in one evidence table."""
