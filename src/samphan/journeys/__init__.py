"""Journeys: the way a customer goes with the firm, stage by stage, and how each touchpoint feels.

It owns journeys, their stages and touchpoints, the wordings kept at a touchpoint and what is to be redesigned. A
touchpoint names which signals are said about it; its figures are counted from them and their cases, never stored.
"""
