"""How the shipped sentiment models are made from public data and our own sentences; needs scikit-learn, and time."""
