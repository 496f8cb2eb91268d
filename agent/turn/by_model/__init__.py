"""Where a configured model joins the turn: it proposes, opens the answer and follows up; code checks all of it."""
