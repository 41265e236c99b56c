"""Whether a listing fits a want or a search, how well and why: plain values in, plain values out.

`criteria.meets` says what cannot be; `scoring.fit` says how well the rest goes together, in seven visible parts;
`missing` says which detail would change that most; `anchors` says by which keys a listing finds the wants that it could
meet. Decision record 0008 has the weights and why.
"""
