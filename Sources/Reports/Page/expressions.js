// expressions
