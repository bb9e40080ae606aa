"""Turning the story into rows of the rooms below, in the shape their own services write.

The one exception to "only the owner writes its models": a sample of 250 000 rows through the services would take many
minutes. Every row written here is remembered in `SampleRows`, so that removing takes exactly these away.
"""
