"""What each figure means: who is counted, how sure it is, where its limits are, and whose method it is.

English is the message, Thai its translation, as everywhere; sources are cited, never translated.
"""

from dataclasses import dataclass

from samphan.kit.errors import N_


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One figure in plain words; `question` is the title of its panel."""

    question: str
    what: str
    counted: str
    sure: str
    limits: str
    source: str


_WILSON = "E. B. Wilson, JASA 22 (1927)"
_SMALL = N_("Below 30 only counts are shown, below 5 nothing, so that nobody can be recognised.")

EXPLANATIONS: dict[str, Explanation] = {
    "loyalty": Explanation(
        question=N_("Is loyalty improving?"),
        what=N_("NPS is the share of answers 9 and 10 minus the share of answers 0 to 6, from −100 to +100."),
        counted=N_(
            "All NPS answers of the period. Answers to “is it solved?” are left out: they come from complaints alone."
        ),
        sure=N_("The band is the adjusted Wald interval at 95%. A change is called one only when z passes 1.96."),
        limits=N_("Only those who answered speak; the share that answered stands on top of the overview."),
        source="B. Rocks, The American Statistician 70(4) (2016)",
    ),
    "promises": Explanation(
        question=N_("How fast do we close the loop?"),
        what=N_("How long customers wait for a first contact and for a solution, and how many promises were kept."),
        counted=N_(
            "Cases opened in the period. A promise that is overdue and still runs counts as broken. Confirmed is a "
            "share of the cases whose customer was asked whether it is solved, and has answered or stayed silent to "
            "the end."
        ),
        sure=N_("The line is the Wilson interval at 95%."),
        limits=N_("Waiting is on the wall clock, because that is what a customer waits; promises run in working time."),
        source=_WILSON,
    ),
    "causes": Explanation(
        question=N_("Why do customers complain?"),
        what=N_("Cases by root cause, and how much of all cases the first few make together."),
        counted=N_("Cases opened in the period whose cause is known; those without one are named beneath."),
        sure=N_("These are counts, not estimates; there is no interval."),
        limits=N_("A cause is what a colleague chose when the case was closed."),
        source="J. M. Juran, Quality Control Handbook (1951)",
    ),
    "cohorts": Explanation(
        question=N_("Do they come back?"),
        what=N_("Of the customers won in a month, the share that bought again within 30, 60, 90 … days."),
        counted=N_("Customers whose first paid order lies in the month. Orders of one day count as one."),
        sure=N_("Each row shows how many customers it rests on; rows below 30 stay empty."),
        limits=N_("A cell stays empty until the last customer of the month has had the whole step."),
        source="Fader & Hardie, Journal of Interactive Marketing 23(1) (2009)",
    ),
    "retention-cohorts": Explanation(
        question=N_("How many of each month's new customers are still buying?"),
        what=N_(
            "“In that month” is the share that bought in exactly that month after the first; “then or later” the share "
            "that bought in that month or any later one."
        ),
        counted=N_("Customers by the month of their first paid order; month 0 is that month itself."),
        sure=N_("Each row shows how many customers it rests on; rows below 30 show counts only in the table."),
        limits=N_(
            "Months that are not over are empty. “Then or later” of recent months will still rise: later has not come."
        ),
        source="Fader & Hardie, Journal of Interactive Marketing 23(1) (2009)",
    ),
    "repurchase": Explanation(
        question=N_("How many buy a second time?"),
        what=N_("The share of new customers that bought again on a later day, at most 30, 90 or 180 days after."),
        counted=N_(
            "Customers won in the period whose window is over. Those whose window still runs are left out "
            "of both sides."
        ),
        sure=N_(
            "The line is the Wilson interval at 95%. A change is called one only when Newcombe's interval "
            "leaves zero out."
        ),
        limits=_SMALL,
        source="R. G. Newcombe, Statistics in Medicine 17 (1998), method 10",
    ),
    "churn": Explanation(
        question=N_("How many do we lose each month?"),
        what=N_("Lost is an active customer whose window ran out in the month without another order."),
        counted=N_(
            "Active is who ordered within the window that ends that day. Reactivated is who was lost when the month "
            "began and is active when it ends. The month that still runs is in the table, not in the line."
        ),
        sure=N_("The band is the Wilson interval at 95%."),
        limits=N_("In a shop nobody says goodbye: a customer who buys seldom may be called lost and come back."),
        source=_WILSON,
    ),
    "churn-now": Explanation(
        question=N_("How many are lost by now?"),
        what=N_(
            "Counted: who did not order within the window. Expected: the average chance, by the model, that a customer "
            "will never order again."
        ),
        counted=N_("All customers with at least one paid order."),
        sure=N_(
            "The model's share is shown only when a likelihood-ratio test says that customers do leave for good "
            "(p below 0.05)."
        ),
        limits=N_(
            "No attrition detectable means: the data cannot tell a customer who left from one who is only slow. "
            "That is no proof that everybody stays."
        ),
        source="Schmittlein, Morrison & Colombo, Management Science 33(1) (1987)",
    ),
    "churn-reasons": Explanation(
        question=N_("Why do they leave?"),
        what=N_("Three kinds of reasons, never mixed: said by customers, seen together in data, measured in trials."),
        counted=N_(
            "Said: root causes of cases of customers who then stayed away. Seen together: what a model finds different "
            "in those who did not come back."
        ),
        sure=N_(
            "A driver is shown for a customer only when it is among the three strongest in at least 80% of 20 models "
            "of customers drawn again; the bar is the share of customers it is shown for."
        ),
        limits=N_(
            "Seen together is not a cause: who has an open case may leave for another reason. Only a trial with "
            "customers left out at random measures an effect."
        ),
        source="Meinshausen & Bühlmann, JRSS B 72(4) (2010)",
    ),
    "waiting": Explanation(
        question=N_("How long do they stay away?"),
        what=N_("The share that has not ordered again yet, by days since their order before."),
        counted=N_(
            "Every customer's orders, by the attitude of their latest answer; who still waits counts until today."
        ),
        sure=N_("The band is the log-log interval at 95%, with Greenwood's variance."),
        limits=N_("Who never answered is a group of its own. Groups below 30 are not drawn."),
        source="E. L. Kaplan & P. Meier, JASA 53 (1958)",
    ),
    "clv": Explanation(
        question=N_("What will our customers be worth in the next 12 months?"),
        what=N_("Expected orders of each customer times what an order of theirs is worth."),
        counted=N_("All customers with at least one paid order. Refunds are not taken off."),
        sure=N_(
            "The model was fitted on the past, asked for a period it had not seen, and compared with the simplest "
            "guess: everybody goes on as before."
        ),
        limits=N_(
            "It holds if the future is like the past. Without a margin under Economics it is revenue, not profit."
        ),
        source="Fader, Hardie & Lee, Journal of Marketing Research 42(4) (2005)",
    ),
    "model-fit": Explanation(
        question=N_("How good is the model?"),
        what=N_(
            "What the model expects beside what came: how many customers came back how often, and how many returns "
            "there were, up to each week and in it."
        ),
        counted=N_(
            "A return is a further day with an order. The lines follow the customers won before the dotted line; up to "
            "it the model learnt, after it it had seen nothing."
        ),
        sure=N_("These are counts beside expectations; whoever sees them apart should trust the values above less."),
        limits=N_(
            "The model for the lines learnt from three quarters of the time only, so that there is something to "
            "foretell; the one in use learnt from all of it. The season is used where it foretold better."
        ),
        source="Fader, Hardie & Lee, Marketing Science 24(2) (2005), figures 1 to 3",
    ),
    "alive": Explanation(
        question=N_("Is this customer slipping away?"),
        what=N_("The chance that a customer was still one, for every day since the first order."),
        counted=N_("Only this customer's own order days; how fast the chance falls was learnt from all customers."),
        sure=N_("For one person every model is unsure. The chance is shown only where leaving can be told at all."),
        limits=N_(
            "Each day is seen with the model of today, as if it had been known then. Silence lowers the chance faster "
            "for who used to come often."
        ),
        source="Fader, Hardie & Lee, Marketing Science 24(2) (2005), equation 7",
    ),
    "risk": Explanation(
        question=N_("Who may not come back?"),
        what=N_(
            "The chance, for each customer, of no order within the horizon. Value at risk is that chance times the "
            "value of the coming year, of those who have been quiet for longer than usual: a pause is no loss, so it "
            "says whom to ask first, not what will be lost."
        ),
        counted=N_("All customers with at least one paid order."),
        sure=N_(
            "Checked on customers the model had not seen: AUC (0.5 is chance, 1 perfect), Brier score "
            "(lower is better) "
            "and calibration error."
        ),
        limits=N_("A chance is not a verdict: of ten customers at 70%, about three come back unasked."),
        source="Niculescu-Mizil & Caruana, ICML (2005)",
    ),
    "at-risk": Explanation(
        question=N_("Whom should we call first?"),
        what=N_(
            "Customers by value at risk: the value of the coming year times the chance of no order. The next action "
            "follows a written order: a broken promise, an open case, what was measured to work, what the customer "
            "said, then what goes with leaving."
        ),
        counted=N_(
            "Customers quiet for longer than their usual gap between orders; the firm's median gap where they have "
            "none."
        ),
        sure=N_("The range beside each value says how sure the model is, from 20 models of customers drawn again."),
        limits=N_("Reasons carry their label: said, seen together, or measured. Only the last may be called a cause."),
        source="S. Gupta et al., Journal of Service Research 9(2) (2006)",
    ),
    "quadrants": Explanation(
        question=N_("Do happy customers come back, and unhappy ones leave?"),
        what=N_("What customers say beside what they do: satisfaction is not loyalty, so both are shown."),
        counted=N_(
            "Customers by their latest answer, and whether they ordered within the horizon after it. Answers count "
            "from one horizon before the period. Who answered too lately to tell, who answered longer ago and who "
            "never answered stand apart, so that every customer is counted once; who has not bought yet is no customer."
        ),
        sure=N_("The line is the Wilson interval at 95%."),
        limits=N_("Those who answer differ from those who do not. A link between the two is no proof of a cause."),
        source="Reinartz & Kumar, Harvard Business Review (July 2002)",
    ),
    "drivers": Explanation(
        question=N_("What moves satisfaction most?"),
        what=N_(
            "How much of all differences in NPS goes with each topic and each touchpoint. The shares add up to what "
            "they explain together; the rest of the differences has other reasons."
        ),
        counted=N_(
            "NPS answers with a comment, and how each topic was spoken of in it: well, badly or not at all. Where a "
            "touchpoint was rated in the same answer, that rating counts too. Only what 15 answers or more speak of."
        ),
        sure=N_(
            "The line is the interval at 95%, from answers drawn again. Grey is not told from chance: what the driver "
            "adds to the others could be chance (partial F test at 5%, Holm's correction for their number)."
        ),
        limits=N_(
            "Explaining is not causing. What few speak of explains little, however bad it is. Drivers that always move "
            "together cannot be told apart; the page says so."
        ),
        source="Lindeman, Merenda & Gold (1980); U. Grömping, The American Statistician 61(2) (2007)",
    ),
    "priorities": Explanation(
        question=N_("What to fix first?"),
        what=N_("Up: how much it matters for NPS. Right: how well it goes. High and left is to be fixed first."),
        counted=N_("The same answers as above. What is not told from chance is grey, and is not called to be fixed."),
        sure=N_("Positions are estimates; their intervals stand in the chart above."),
        limits=N_("The lines are the averages of what is drawn, not targets."),
        source="J. A. Martilla & J. C. James, Journal of Marketing 41(1) (1977)",
    ),
    "tones": Explanation(
        question=N_("How is each topic spoken of?"),
        what=N_("Of the texts that speak of a topic, the share that is negative, neutral, positive, or a question."),
        counted=N_(
            "Every text of the period that was read, once in each topic it speaks of, with the tone of that part of "
            "it. One spoken of in several ways counts as negative first, then as a question."
        ),
        sure=N_(
            "The range is the Wilson interval at 95%. A change is called one only when Newcombe's interval leaves "
            "zero out. A machine reads: what colleagues corrected counts as they said."
        ),
        limits=N_(
            "Irony, and laughter in an angry text, are often misread. Below 30 texts only counts are shown, below 5 "
            "nothing."
        ),
        source=_WILSON,
    ),
    "themes": Explanation(
        question=N_("What do customers write about?"),
        what=N_("Themes nobody listed beforehand: groups of texts that use the same words, found anew every week."),
        counted=N_(
            "All texts of the week, personal data taken out first. Where a week has fewer than 500, the weeks before "
            "it are looked at too, up to 12. A text belongs to one theme, or to none."
        ),
        sure=N_(
            "The range beside the share is the Wilson interval at 95%. The line shows the share of up to 12 weeks; "
            "weeks that share texts move slowly."
        ),
        limits=N_(
            "At least 60 texts with words in common are needed. A theme is a heap of words, not a cause; read its "
            "texts before naming it. It keeps its name while at least half of what makes it up is still there."
        ),
        source="D. D. Lee & H. S. Seung, Nature 401 (1999)",
    ),
    "economics": Explanation(
        question=N_("What is staying worth?"),
        what=N_(
            "Sales of new and of returning customers, when winning a customer is paid back, and what one more point of "
            "retention would bring."
        ),
        counted=N_(
            "Paid orders of the period, scaled to a year where a year is spoken of. The first year is that of "
            "customers won one to two years ago. Margin and costs are what you entered."
        ),
        sure=N_(
            "Retention is counted, with its Wilson interval; the rest is arithmetic on it and on what you entered."
        ),
        limits=N_("One point of retention assumes that those who stay buy like those who stayed before."),
        source="Gupta, Lehmann & Stuart, Journal of Marketing Research 41(1) (2004)",
    ),
    "bad-profit": Explanation(
        question=N_("How much of our sales is bad profit?"),
        what=N_("Sales to customers who would not recommend us."),
        counted=N_("Sales of the period, refunds taken off, to customers whose latest answer in it was 0 to 6."),
        sure=N_("These are sums, not estimates; who never answered is in neither part."),
        limits=N_("Unhappy customers who did not answer are not seen: the true share is at least this."),
        source="F. Reichheld, The Ultimate Question 2.0 (2011)",
    ),
    "ror": Explanation(
        question=N_("Does caring pay?"),
        what=N_("Return on relationship: the margin care brought, less its cost, divided by its cost."),
        counted=N_("Customers in a programme against customers left out of it at random."),
        sure=N_("Without a group left out at random there is no honest number, so none is shown."),
        limits=N_("Comparing cared-for customers with others mixes the effect of care with who was chosen for it."),
        source="R. Kohavi, D. Tang & Y. Xu, Trustworthy Online Controlled Experiments (2020)",
    ),
    "score": Explanation(
        question=N_("What the models say of one customer"),
        what=N_(
            "Expected value in 12 months, the chance of still being a customer, and the chance of no order within the "
            "horizon."
        ),
        counted=N_("Only this customer's own orders, answers and cases, with what was learnt from all customers."),
        sure=N_("For one person every model is unsure; the interval says how much."),
        limits=N_("Use it to decide whom to call first, never to treat somebody worse."),
        source="Fader, Hardie & Lee, Marketing Science 24(2) (2005)",
    ),
}
