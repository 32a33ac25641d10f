"""Meeting people: what for, when and with whom one can meet, bookings, the waiting list, queues."""
