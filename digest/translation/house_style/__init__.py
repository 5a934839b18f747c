"""House style: spelling, number and date style, and the case of headlines."""
