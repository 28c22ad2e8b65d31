"""Renews the price files through the AWS Price List Query API."""
