"""What the office's own filing says of topics, as far as words tell (requirement F8)."""

from django.db import models

from baraza.base.agenda.models import Topic


class LearntWord(models.Model):
    """A word that speaks for a topic: two people at least used it in letters filed there.

    Made anew by `actions.suggesting.learn`; a word stands as search keeps it, without its ending.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=100)
    # How much: the logarithm of how much likelier it is in letters on this topic.
    weight = models.FloatField()
    # In how many letters filed there it stood: what many used is the better reason.
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "topic"], name="conversations_learnt_once"),
        ]


class Learning(models.Model):
    """When was learnt, and from how many conversations; one row, or none yet."""

    learnt_at = models.DateTimeField()
    examples = models.PositiveIntegerField()
