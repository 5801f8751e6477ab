"""One index of everything public: Entry. Apps hand finished entries down; the index knows no app."""
