"""The shapes that go in and come out. What may be, the forms of the pages say; here it is said what type it has."""
