"""Cases: the list, the board, and the file of one."""
