"""Case work: what the law and the answers mean for a case, judged from its facts.

Pure: facts in (:mod:`oroforms.facts`), judgements out. Which form plays which
role is data (``casework.yaml``), and so are the rules of law (``law.yaml``).
"""
