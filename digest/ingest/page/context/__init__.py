"""What a line of a page is, judged by the lines around it: a sequence of steps over all lines."""
