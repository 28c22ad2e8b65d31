"""`sluice plan`: a plan, everything that judges it, and its report."""
