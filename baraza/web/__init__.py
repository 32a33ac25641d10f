"""What people and machines see. No rule of the work lives here: a view checks a permission once,
makes one call to a domain package or a flow, and renders."""
