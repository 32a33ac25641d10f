"""The only wiring: settings, addresses, middleware, processes and the `baraza` command."""
