"""The agenda: priorities, what stands behind them, and what their topics are called."""
