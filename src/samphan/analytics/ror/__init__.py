"""Return on relationship (ROR): what a programme brought beyond what it cost, or "not identified", never a guess.

`ROR = (d own margin + w * d referred margin + d service cost avoided - d cost) / d cost`, where d is the difference a
customer, treated minus comparable customers left alone, over a fixed horizon. `accounts` holds what each customer
brought and cost, `holdout` and `matching` turn two groups into evidence (measured or estimated) or refuse, `formula`
puts the parts together with one interval and keeps the label of the weakest part.
"""
