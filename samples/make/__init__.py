"""Makes the samples: returned forms, filled and printed by third-party programs.

Run as ``make samples``. The files are committed, so nobody needs these
programs to run or test oroforms; the script stays, so that anybody can see
where each file came from and make it again.
"""
