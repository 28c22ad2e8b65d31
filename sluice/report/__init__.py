"""What people read: of a release a page, a picture, a message. Nothing here decides."""
