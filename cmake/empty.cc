// Keeps a module without sources of its own a library.
