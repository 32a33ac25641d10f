from django.dispatch import Signal

# Areas came, changed or were redrawn: addresses may lead elsewhere now. No arguments.
areas_changed = Signal()
