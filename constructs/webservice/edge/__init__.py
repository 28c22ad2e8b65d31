"""What the public meets: names, certificate, load balancer, firewall."""
