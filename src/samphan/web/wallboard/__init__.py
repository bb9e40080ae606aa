"""The wallboard: how the firm does, on a screen everybody passes and nobody signs in on."""
