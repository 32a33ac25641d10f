from baraza.base.agenda.models.positions import Position
from baraza.base.agenda.models.priorities import Pledge, Priority, PriorityChange, Stage
from baraza.base.agenda.models.topics import Specialism, Topic

__all__ = ["Pledge", "Position", "Priority", "PriorityChange", "Specialism", "Stage", "Topic"]
