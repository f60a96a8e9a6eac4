"""Reading of officials: who stands where with which titles, who is who, which roles they had."""
